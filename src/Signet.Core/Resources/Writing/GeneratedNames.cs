using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>Names derived from <c>generateName</c> (apiserver, <c>pkg/storage/names/generate.go</c>).</summary>
internal static class GeneratedNames
{
    private const int MaxPrefixLength = 63 - RandomNames.Length;

    /// <summary>Sets the name of an object that has a <c>generateName</c> and no name.</summary>
    public static void Fill(ObjectMeta metadata)
    {
        if (metadata.Name.Length == 0 && metadata.GenerateName.Length > 0)
        {
            var prefix = metadata.GenerateName;
            metadata.Name = (prefix.Length > MaxPrefixLength ? prefix[..MaxPrefixLength] : prefix) + RandomNames.Suffix();
        }
    }
}
