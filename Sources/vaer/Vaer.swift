/// The command line.
@main
struct Vaer {
    static func main() { print("vaer") }
}
