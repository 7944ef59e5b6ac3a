using Signet.Core.Signing.Managed.Schedule;

namespace Signet.Core.Signing.Managed.Operating;

/// <summary>The result of an operation.</summary>
/// <param name="Change">What was done; for a dry run what would be done.</param>
/// <param name="Schedule">The keys afterwards; for a dry run as they would be.</param>
internal sealed record KeyReport(KeyChange Change, KeySchedule Schedule);
