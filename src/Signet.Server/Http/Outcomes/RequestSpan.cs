using System.Diagnostics;

namespace Signet.Server.Http.Outcomes;

/// <summary>The span of a request; the default value is that of a request without a span.</summary>
/// <param name="Activity">The span; null when the request is not sampled.</param>
/// <param name="IsPromotable">Whether the caller's trace is recorded, so that this span will be when the caller is authenticated.</param>
internal readonly record struct RequestSpan(Activity? Activity, bool IsPromotable);
