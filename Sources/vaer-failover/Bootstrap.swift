/// The Lambda entry point.
@main
struct Bootstrap {
    static func main() { print("vaer-failover") }
}
