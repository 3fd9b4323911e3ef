import Fleet
package import Values

/// What was looked up for the rows of one account's region.
package struct RouterBook: Hashable, Sendable {
    /// The account of the login.
    package var account: AccountID
    /// The region.
    package var region: Region
    private var byInstance: [InstanceID: Network.Instance] = [:]
    private var byENI: [ENIID: Network.Instance] = [:]
    private let detached: Set<ENIID>

    /// What was found; `detached` are the interfaces that exist and are attached to no instance.
    package init(account: AccountID, region: Region, instances: [Network.Instance], detached: Set<ENIID>) {
        (self.account, self.region, self.detached) = (account, region, detached)
        for instance in instances {
            byInstance[instance.id] = instance
            for interface in instance.interfaces { byENI[interface.eni] = instance }
        }
    }

    /// Whether any router of a row is there.
    package func knows(_ row: OnboardingRow) -> Bool {
        [row.members.first, row.members.second].contains { router in
            router.eni.map { byENI[$0] != nil || detached.contains($0) } ?? false
                || router.instance.map { byInstance[$0] != nil } ?? false
        }
    }

    /// A router of a row with what the row leaves out, or what is wrong with it.
    fileprivate func complete(
        _ router: OnboardingRow.Router,
        _ columns: (name: OnboardingTable.Column, instance: OnboardingTable.Column, eni: OnboardingTable.Column),
        of row: OnboardingRow
    ) throws(TableProblem) -> (member: Member, instance: Network.Instance) {
        let place = "in \(region) of \(account)"
        let instance: Network.Instance
        if let eni = router.eni {
            guard let found = byENI[eni] else {
                let isLoose = detached.contains(eni)
                let message = isLoose ? "\(eni) is attached to no instance" : "\(eni) does not exist \(place)"
                let help =
                    isLoose ? "attach it to the router" : "check the id, and 'region' and 'credentials' of the row"
                throw row.problem(columns.eni, message, help: help)
            }
            if let given = router.instance, given != found.id {
                let message = "\(given) does not have \(eni): that is attached to \(found.id)"
                throw row.problem(columns.instance, message, help: "leave one of the two empty")
            }
            instance = found
        } else {
            guard let id = router.instance, let found = byInstance[id] else {
                let message = "\(router.instance?.text ?? "") does not exist \(place)"
                throw row.problem(
                    columns.instance,
                    message,
                    help: "check the id, and 'region' and 'credentials' of the row"
                )
            }
            instance = found
        }
        let eni = try interface(of: instance, router, columns.eni, row)
        let member = Member(
            name: router.name ?? instance.name,
            instance: instance.id,
            interfaces: [Interface(eni: eni)]
        )
        return (member, instance)
    }

    private func interface(
        of instance: Network.Instance,
        _ router: OnboardingRow.Router,
        _ column: OnboardingTable.Column,
        _ row: OnboardingRow
    ) throws(TableProblem) -> ENIID {
        if let eni = router.eni { return eni }
        if instance.interfaces.count == 1 { return instance.interfaces[0].eni }
        let choice = instance.interfaces.sorted { $0.deviceIndex < $1.deviceIndex }.map(\.eni.text)
        throw row.problem(
            column,
            choice.isEmpty
                ? "\(instance.id) has no network interface" : "\(instance.id) has \(choice.count) network interfaces",
            help: choice.isEmpty
                ? "check that it is not terminated"
                : "write the one that routes point at into '\(column.rawValue)': \(choice.joined(separator: ", "))"
        )
    }
}

extension OnboardingRow {
    /// The draft of the row's pair, by what was looked up, or what is wrong with it.
    package func draft(_ book: RouterBook) throws(TableProblem) -> PairDraft {
        guard let name else { throw problem("the row has no name", help: "write one") }
        if let account, account != book.account {
            let message = "the login is of the account \(book.account), not of \(account)"
            throw problem(.account, message, help: "name another login in 'credentials', or correct the number")
        }
        let columns = OnboardingTable.Column.members
        let first = try book.complete(members.first, columns[0], of: self)
        let second = try book.complete(members.second, columns[1], of: self)
        if first.instance.id == second.instance.id {
            let message = "both routers are the instance \(first.instance.id)"
            throw problem(columns[1].eni, message, help: "name the interfaces of two routers")
        }
        guard let vpc = first.instance.vpc, let other = second.instance.vpc else {
            throw problem("a router is in no VPC", help: "check that it is not terminated")
        }
        if vpc != other {
            let message = "the routers are in two VPCs: \(vpc) and \(other)"
            throw problem(columns[1].eni, message, help: "both must be in the VPC whose routes they share")
        }
        if let given = self.vpc, given != vpc {
            throw problem(
                .vpc,
                "the routers are in \(vpc), not in \(given)",
                help: "leave it empty, or check the routers"
            )
        }
        var names = (first.member.name, second.member.name)
        if names.0 == names.1 { names = (first.instance.id.text, second.instance.id.text) }
        var members = BySide(first: first.member, second: second.member)
        (members.first.name, members.second.name) = names
        let pair = Pair(
            name: name,
            region: book.region,
            account: book.account,
            vpc: vpc,
            members: members,
            description: description,
            credentials: credentials,
            routes: routes,
            notify: Notifications(email: email)
        )
        return PairDraft(pair, template: template)
    }
}
