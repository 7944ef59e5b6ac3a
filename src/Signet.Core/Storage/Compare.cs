using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>A precondition: the key was last modified at this revision, or does not exist (<see cref="Revision.Zero"/>).</summary>
public readonly record struct Compare(string Key, Revision Modified);
