using Signet.Core.Primitives;

namespace Signet.Core.Storage.Copying;

/// <summary>A complete copy.</summary>
/// <param name="Content">What the source and the target have, without the keys that are not copied.</param>
/// <param name="Copied">The revision of the source that was copied.</param>
/// <param name="Newest">The revision of the source at the end; another one means that the source was written to meanwhile.</param>
/// <param name="Target">The revision of the target.</param>
internal sealed record CopyResult(StoreContent Content, Revision Copied, Revision Newest, Revision Target);
