using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Signet.Core.Tracing;
using Signet.Server.Tracing;
using Signet.Signing.External.Protocol;

namespace Signet.Server.Hosting.Signers;

/// <summary>Makes the spans of the signer's calls. The gate has let its clients through, so that all are authenticated.</summary>
internal sealed class SignerTracing(RequestTracing requests)
{
    /// <summary>Begins the span of a call; null when it is not sampled.</summary>
    public Activity? Begin(HttpContext context)
    {
        if (!requests.Source.HasListeners())
        {
            return null;
        }

        var span = RequestTracing.Begin(requests.Source, requests.Trust, context.Request.Headers, SignerMethods.ServiceName);
        if (span is { IsPromotable: true, Activity: { } caller })
        {
            RequestTracing.Promote(caller);
        }

        if (span.Activity is { IsAllDataRequested: true } activity)
        {
            var method = SignerMethods.TryParse(context.Request.Path.Value)?.ToString() ?? "_OTHER";
            activity.DisplayName = $"{SignerMethods.ServiceName}/{method}";
            GrpcSpan.Describe(activity, SignerMethods.ServiceName, method);
        }

        return span.Activity;
    }
}
