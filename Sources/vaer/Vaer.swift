@main
struct Vaer {
    static func main() { print("vaer") }
}
