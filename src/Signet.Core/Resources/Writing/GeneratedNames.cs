using System.Security.Cryptography;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Writing;

/// <summary>Names made of <c>generateName</c> (apiserver, <c>pkg/storage/names/generate.go</c>).</summary>
internal static class GeneratedNames
{
    private const int MaximumPrefix = 58;
    private const int SuffixLength = 5;

    /// <summary>No vowels and no digits that look like letters, so that no name spells a word.</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>Names an object that asks for it and has no name.</summary>
    public static void Fill(ObjectMeta metadata)
    {
        if (metadata.Name.Length == 0 && metadata.GenerateName.Length > 0)
        {
            var prefix = metadata.GenerateName;
            prefix = prefix.Length > MaximumPrefix ? prefix[..MaximumPrefix] : prefix;
            metadata.Name = prefix + RandomNumberGenerator.GetString(Alphabet, SuffixLength);
        }
    }
}
