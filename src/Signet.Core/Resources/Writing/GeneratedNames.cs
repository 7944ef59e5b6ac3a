using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>Names made of <c>generateName</c> (apiserver, <c>pkg/storage/names/generate.go</c>).</summary>
internal static class GeneratedNames
{
    private const int MaximumPrefix = 63 - RandomNames.Length;

    /// <summary>Names an object that asks for it and has no name.</summary>
    public static void Fill(ObjectMeta metadata)
    {
        if (metadata.Name.Length == 0 && metadata.GenerateName.Length > 0)
        {
            var prefix = metadata.GenerateName;
            metadata.Name = (prefix.Length > MaximumPrefix ? prefix[..MaximumPrefix] : prefix) + RandomNames.Suffix();
        }
    }
}
