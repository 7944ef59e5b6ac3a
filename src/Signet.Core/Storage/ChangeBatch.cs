using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>Everything that changed at one revision, or nothing: then it says that the watch has come so far.</summary>
public sealed record ChangeBatch(Revision Revision, IReadOnlyList<Change> Changes);
