using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>Holds when the key was last modified at this revision; <see cref="Revision.Zero"/>: when it does not exist.</summary>
public readonly record struct Compare(string Key, Revision Modified);
