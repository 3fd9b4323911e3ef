import AWSControlPlane
import Planning
import Provisioning
import Testing
import Values

struct RateBudgetTests {
    @Test func `a thousand calls to Lambda take as long as its limit demands, and another account's none`() async throws
    {
        let world = try Fixture.world()
        let time = FakeTime()
        let budget = RateBudget(time: time)
        let account = try #require(AccountID(Fixture.account))
        let caller = BudgetedCaller(world, account: account, budget: budget, time: time)
        let begin = time.now()
        for _ in 0..<1000 { _ = try await caller.send(Lambda.listFunctions()) }
        let passed = time.now() - begin
        #expect(passed >= .seconds(65) && passed <= .seconds(67), "\(passed)")
        let other = try #require(AccountID("111122223333"))
        let before = time.now()
        let another = BudgetedCaller(world, account: other, budget: budget, time: time)
        for _ in 0..<15 { _ = try await another.send(Lambda.listFunctions()) }
        #expect(time.now() == before)
    }
}
