import Records
import Testing

@testable import StatusServer

@Suite struct QuestionTests {
    @Test func `a target is divided and decoded`() throws {
        let question = try #require(
            Question(target: "/api/v1/pairs/a%2Fb//?search=a+b%26c&tag=k%3Dv&empty&search=last")
        )
        #expect(question.path == ["api", "v1", "pairs", "a/b"])
        #expect(question.query == ["search": "last", "tag": "k=v", "empty": ""])
        #expect(try #require(Question(target: "/a+b?c+d=%E6%9D%B1")).path == ["a+b"])
    }

    @Test(arguments: [
        "", "pairs", "http://elsewhere/", "/%", "/%4", "/%zz", "/%ff", "/%00", "/a?b=%0a", "/?%c3%28",
        "/" + String(repeating: "x", count: 4096),
    ])
    func `what is no target is none`(target: String) { #expect(Question(target: target) == nil) }

    @Test(arguments: [
        ["standing": "well"], ["standing": "down,,", "tag": ""], ["standing": "down,"], ["tag": "=x"], ["tag": "="],
    ])
    func `a field that cannot be used says which`(query: [String: String]) {
        // An empty word between commas is nothing; so two of these are good.
        let isGood = query["standing"]?.hasPrefix("down") == true
        do throws(StatusSite.Refusal) {
            let filter = try PairFilter(query)
            #expect(isGood && filter.standings == [.down])
        } catch {
            #expect(!isGood && error.status == 400 && !error.detail.isEmpty)
        }
    }
}
