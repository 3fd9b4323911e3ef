import AWS
import AWSControlPlane
import Codecs
import Testing

/// What is read from replies that are odd or lack what matters.
@Suite struct ReadingTests {
    @Test(arguments: [
        (#"{"Statement":"100%25"}"#, #"{"Statement":"100%25"}"#), ("%7B%22a%22%3A%22%C3%BC%25%22%7D", #"{"a":"ü%"}"#),
        ("%7b%7D%2", "{}%2"), ("", ""),
    ])
    func `a policy document is decoded once, and only when it is encoded`(sent: String, text: String) throws {
        let reply = XML(name: "GetRolePolicyResult", children: [XML(name: "PolicyDocument", text: sent)])
        #expect(try IAM.getRolePolicy(role: "r", policy: "p").decode(.xml(reply)) == text)
    }

    @Test func `only a receive that waits for messages is a long poll`() {
        #expect(SQS.receiveMessages("u", waitSeconds: 20).isLongPoll)
        #expect(!SQS.receiveMessages("u", waitSeconds: 0).isLongPoll)
    }

    @Test func `a function that cannot be read hides no other`() throws {
        let body = try JSON.parse(
            #"{"Functions":[{"FunctionName":"a"},{"FunctionName":"b","FunctionArn":"arn:b","Timeout":1.5}]}"#
        )
        let page = try Lambda.listFunctions().decode(.json(body))
        #expect(page.items.map(\.name) == ["b"])
        #expect(page.items[0].configuration.timeoutSeconds == 0)
        #expect(page.items[0].configuration.logging == nil)
        #expect(page.items[0].isSettled)
        #expect(throws: ReplyError("no string 'FunctionName'")) { try Lambda.getFunction("a").decode(.json(.null)) }
    }

    @Test(arguments: [
        ("Active", "Successful", true), ("Pending", "Successful", false), ("Active", "InProgress", false),
        ("Failed", "Failed", true), ("", "", true),
    ])
    func `a function takes the next change once it is settled`(state: String, update: String, isSettled: Bool) throws {
        let body = JSON.fields([
            "FunctionName": .string("a"), "FunctionArn": .string("arn:a"), "State": .string(state),
            "LastUpdateStatus": .string(update),
        ])
        #expect(
            try Lambda.updateFunctionCode("a", code: .init(zip: [], architecture: "arm64")).decode(.json(body))
                .isSettled == isSettled
        )
    }

    @Test func `a run that nobody waits for gives nothing`() throws {
        let result = try Lambda.invoke("a", payload: .null, type: .event).decode(.json(.null, headers: []))
        #expect(result.payload == .null)
        #expect(result.functionError == nil)
        #expect(result.logTail.isEmpty)
    }

    @Test func `a reply of the other kind is refused`() {
        #expect(throws: ReplyError("expected XML, found JSON")) { try STS.getCallerIdentity().decode(.json(.null)) }
        #expect(throws: ReplyError("expected JSON, found XML")) {
            try EventBridge.describeRule("a").decode(.xml(XML(name: "x")))
        }
        let identity = XML(name: "r", children: [XML(name: "Account", text: "12"), XML(name: "Arn", text: "arn")])
        #expect(throws: ReplyError("'12' is no account number")) { try STS.getCallerIdentity().decode(.xml(identity)) }
    }

    @Test func `what a configuration leaves empty is sent, so that it empties what was there`() {
        let bare = Lambda.Configuration(role: "r", description: "", timeoutSeconds: 3, memoryMiB: 128)
        guard case .rest(let input) = Lambda.updateFunctionConfiguration("a", bare).input else {
            Issue.record("not a REST call")
            return
        }
        #expect(input.body?["Layers"] == .array([]))
        #expect(input.body?["Environment"]?["Variables"] == .object([]))
        #expect(input.body?["Description"] == .string(""))
        #expect(input.body?["LoggingConfig"] == nil)
    }
}
