using Signet.Core.Resources.Model;

namespace Signet.Testing.Kinds;

/// <summary>A kind without rules of its own.</summary>
internal sealed class MetadataStrategy : ResourceStrategy;
