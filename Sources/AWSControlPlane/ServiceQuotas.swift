package import AWS
import Codecs

/// Service Quotas: how much of something an account may have in a region.
///
/// <https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_Operations.html>
package enum ServiceQuotas {
    /// How Service Quotas is reached.
    package static let service = Service(
        name: "Service Quotas",
        endpointPrefix: "servicequotas",
        environmentName: "SERVICE_QUOTAS",
        wire: .json(version: "1.1", targetPrefix: "ServiceQuotasV20190624")
    )

    /// Reads the present value of a quota, such as `L-244521F2` of `events`.
    ///
    /// Errors that matter: `NoSuchResourceException`, also for a quota that the region does not have.
    /// <https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html>
    package static func getServiceQuota(_ code: String, of serviceCode: String) -> Call<Double> {
        let input = JSON.fields(["ServiceCode": .string(serviceCode), "QuotaCode": .string(code)])
        return Call(service, "GetServiceQuota", .json(input), isMutating: false, subject: "\(serviceCode) \(code)") {
            reply throws(ReplyError) in
            guard let value = try reply.json()["Quota"]?["Value"]?.double else {
                throw ReplyError("the quota has no value")
            }
            return value
        }
    }
}
