import Fleet
package import Values

/// A finding in its account and region, with the draft of a definition where it is a pair.
package struct Proposal: Hashable, Sendable {
    /// Where it was found.
    package struct Home: Hashable, Sendable, Comparable {
        /// The `credentials` block that was used; nil is the default chain.
        package var login: String?
        /// The account.
        package var account: AccountID
        /// The region.
        package var region: Region

        /// A place.
        package init(login: String?, account: AccountID, region: Region) {
            (self.login, self.account, self.region) = (login, account, region)
        }

        /// Orders places by account, region and login.
        package static func < (left: Home, right: Home) -> Bool {
            (left.account.text, left.region.name, left.login ?? "")
                < (right.account.text, right.region.name, right.login ?? "")
        }
    }

    /// Where it was found.
    package var home: Home
    /// What was found.
    package var finding: Finding
    /// The definition that it could have; nil when it is no pair, or defined already.
    package var draft: PairDraft?

    /// How sure it is that it is a pair; nil when it is none, or defined already.
    package var confidence: Confidence? {
        if case .pair(let confidence) = finding.verdict { confidence } else { nil }
    }

    /// The proposals of many places: the same for the same findings, whatever order they came in.
    ///
    /// An account's region that two logins can see counts once, for the login that comes first.
    package static func all(_ found: [Home: [Finding]], known: KnownPairs) -> [Proposal] {
        var namer = PairNamer(known)
        var seen: Set<Place> = []
        return found.sorted { $0.key < $1.key }.flatMap { home, findings -> [Proposal] in
            guard seen.insert(Place(account: home.account, region: home.region)).inserted else { return [] }
            let pairsOfVPC = Dictionary(grouping: findings) { $0.vpc }.mapValues { $0.count { $0.routers.count == 2 } }
            return findings.map { finding in
                guard case .pair(let confidence) = finding.verdict, finding.routers.count == 2 else {
                    return Proposal(home: home, finding: finding, draft: nil)
                }
                let names = finding.names(isOnlyOne: pairsOfVPC[finding.vpc] == 1)
                let name = namer.name(from: names, region: home.region)
                let remark =
                    "Found by 'vaer discover', confidence \(confidence): \(finding.reasons.joined(separator: ", "))."
                let draft = name.map { PairDraft(finding.pair($0, at: home), remarks: [remark]) }
                return Proposal(home: home, finding: finding, draft: draft)
            }
        }
    }

    /// An account's region.
    private struct Place: Hashable {
        let account: AccountID
        let region: Region
    }
}

extension Finding {
    /// The pair of the two routers of a finding.
    fileprivate func pair(_ name: PairName, at home: Proposal.Home) -> Pair {
        var names = routers.map(\.name)
        // Members are told apart by their names.
        if names[0] == names[1] { names = routers.map(\.instance.text) }
        return Pair(
            name: name,
            region: home.region,
            account: home.account,
            vpc: vpc,
            members: BySide(first: routers[0].member(names[0]), second: routers[1].member(names[1])),
            credentials: home.login
        )
    }
}

extension Finding.Router {
    fileprivate func member(_ name: String) -> Member {
        let isOne = interfaces.count == 1
        return Member(
            name: name,
            instance: instance,
            interfaces: interfaces.map { interface in
                Interface(name: isOne ? Interface.only : "eth\(interface.deviceIndex)", eni: interface.eni)
            }
        )
    }
}
