package import AWS
import Codecs

extension Lambda {
    /// Reads how many runs the account and region may have at once, those aside that are reserved for single functions.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html>
    package static func getAccountSettings() -> Call<Int> {
        let input = RESTInput("GET", ["2016-08-19", "account-settings"])
        return Call(service, "GetAccountSettings", .rest(input), isMutating: false) { reply throws(ReplyError) in
            guard let runs = try reply.json()["AccountLimit"]?["UnreservedConcurrentExecutions"]?.integer else {
                throw ReplyError("the settings have no limit of runs")
            }
            return runs
        }
    }

    /// A function's code.
    package struct Code: Hashable, Sendable {
        /// The archive; at most 50 MB this way.
        package var zip: [UInt8]
        /// `x86_64` or `arm64`.
        package var architecture: String

        /// A function's code.
        package init(zip: [UInt8], architecture: String) {
            (self.zip, self.architecture) = (zip, architecture)
        }
    }

    /// How a function is set up, apart from its code.
    package struct Configuration: Hashable, Sendable {
        /// The role's ARN.
        package var role: String
        /// The runtime, such as `provided.al2023`.
        package var runtime: String
        /// What the runtime is told to run; a custom runtime does not look at it.
        package var handler: String
        /// What it is for.
        package var description: String
        /// 1 to 900 seconds.
        package var timeoutSeconds: Int
        /// 128 to 10,240 MiB; the share of a processor grows with it.
        package var memoryMiB: Int
        /// The environment variables.
        package var environment: [String: String]
        /// The ARNs of the layers' versions.
        package var layers: [String]
        /// Where and how it logs; nil for Lambda's own way.
        package var logging: Logging?

        /// A configuration.
        package init(
            role: String,
            runtime: String = "provided.al2023",
            handler: String = "bootstrap",
            description: String,
            timeoutSeconds: Int,
            memoryMiB: Int,
            environment: [String: String] = [:],
            layers: [String] = [],
            logging: Logging? = nil
        ) {
            (self.role, self.runtime, self.handler, self.description) = (role, runtime, handler, description)
            (self.timeoutSeconds, self.memoryMiB) = (timeoutSeconds, memoryMiB)
            (self.environment, self.layers, self.logging) = (environment, layers, logging)
        }
    }

    /// Where and how a function logs.
    package struct Logging: Hashable, Sendable {
        /// `Text` or `JSON`.
        package var format: String
        /// The log group.
        package var group: String

        /// Where and how a function logs.
        package init(format: String, group: String) {
            (self.format, self.group) = (format, group)
        }
    }

    /// A function, as Lambda describes it.
    package struct Function: Hashable, Sendable {
        /// The name.
        package let name: String
        /// The ARN, without a version.
        package let arn: String
        /// How it is set up.
        package let configuration: Configuration
        /// `x86_64` or `arm64`.
        package let architecture: String
        /// SHA-256 of the archive, in base64.
        package let codeSHA256: String
        /// What changes with every change of the function.
        package let revision: String
        /// `Pending`, `Active`, `Inactive` or `Failed`.
        package let state: String
        /// Why it is in that state, for people; empty for no reason.
        package let stateReason: String
        /// `Successful`, `Failed` or `InProgress`.
        package let lastUpdateStatus: String
        /// Why the last update went so, for people; empty for no reason.
        package let lastUpdateReason: String
        /// When it was changed last, as Lambda writes it.
        package let lastModified: String
        /// What it is tied to that takes rights or code of its own, in words: empty for none.
        package let ties: [String]

        /// Whether the next change may be sent.
        package var isSettled: Bool { state != "Pending" && lastUpdateStatus != "InProgress" }
    }

    /// A function with what only ``getFunction(_:)`` tells.
    package struct FunctionDetails: Hashable, Sendable {
        /// The function.
        package let function: Function
        /// The tags.
        package let tags: [String: String]
        /// How many runs may go on at once; nil for no limit of its own.
        package let reservedConcurrency: Int?
    }
}

extension Lambda.Configuration {
    /// The configuration as it is sent; what is empty is sent too, because it must empty what was there.
    var json: JSON {
        .fields([
            "Role": .string(role),
            "Runtime": .string(runtime),
            "Handler": .string(handler),
            "Description": .string(description),
            "Timeout": .integer(timeoutSeconds),
            "MemorySize": .integer(memoryMiB),
            "Environment": .fields(["Variables": .strings(environment)]),
            "Layers": .strings(layers),
            "LoggingConfig": logging.map { logging in
                .fields(["LogFormat": .string(logging.format), "LogGroup": .string(logging.group)])
            },
        ])
    }

    /// Reads the configuration out of a function's description.
    init(_ json: JSON) {
        role = json["Role"]?.string ?? ""
        runtime = json["Runtime"]?.string ?? ""
        handler = json["Handler"]?.string ?? ""
        description = json["Description"]?.string ?? ""
        timeoutSeconds = json["Timeout"]?.integer ?? 0
        memoryMiB = json["MemorySize"]?.integer ?? 0
        environment = json["Environment"]?["Variables"]?.strings ?? [:]
        layers = (json["Layers"]?.elements ?? []).compactMap { $0["Arn"]?.string }
        logging = json["LoggingConfig"].flatMap { config in
            guard let group = config["LogGroup"]?.string else { return nil }
            return Lambda.Logging(format: config["LogFormat"]?.string ?? "Text", group: group)
        }
    }
}

extension Lambda.Function {
    /// Reads a function; throws without a name and an ARN.
    init(_ json: JSON) throws(ReplyError) {
        name = try json.required("FunctionName")
        arn = try json.required("FunctionArn")
        configuration = Lambda.Configuration(json)
        architecture = json["Architectures"]?.elements.first?.string ?? "x86_64"
        codeSHA256 = json["CodeSha256"]?.string ?? ""
        revision = json["RevisionId"]?.string ?? ""
        state = json["State"]?.string ?? ""
        stateReason = json["StateReason"]?.string ?? ""
        lastUpdateStatus = json["LastUpdateStatus"]?.string ?? ""
        lastUpdateReason = json["LastUpdateStatusReason"]?.string ?? ""
        lastModified = json["LastModified"]?.string ?? ""
        let ties: [(String, Bool)] = [
            ("the subnets of a VPC", json["VpcConfig"]?["SubnetIds"]?.elements.isEmpty == false),
            ("a dead-letter queue", json["DeadLetterConfig"]?["TargetArn"]?.string?.isEmpty == false),
            ("a key of KMS", json["KMSKeyArn"]?.string?.isEmpty == false),
            ("a file system", json["FileSystemConfigs"]?.elements.isEmpty == false),
            ("a container image", json["PackageType"]?.string == "Image"),
        ]
        self.ties = ties.filter(\.1).map(\.0)
    }
}
