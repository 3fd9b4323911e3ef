@main
struct Bootstrap {
    static func main() { print("vaer-failover") }
}
