using Signet.Core.Storage.Copying;

namespace Signet.Server.Hosting.Stores;

/// <summary>A complete copy.</summary>
/// <param name="From">The name of the source.</param>
/// <param name="To">The name of the target.</param>
/// <param name="Result">What was copied.</param>
/// <param name="ByHand">What the operator has to know and do, a line each.</param>
internal sealed record StoreCopyReport(string From, string To, CopyResult Result, IReadOnlyList<string> ByHand);
