using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>All changes of one revision. An empty batch reports progress: all changes up to its revision have been delivered.</summary>
public sealed record ChangeBatch(Revision Revision, IReadOnlyList<Change> Changes);
