using System.Security.Cryptography;

namespace Signet.Core.Primitives;

/// <summary>Random suffixes of generated names (apimachinery, <c>pkg/util/rand</c>).</summary>
internal static class RandomNames
{
    public const int Length = 5;

    /// <summary>Has no vowels and no digits that resemble letters, so that no suffix is a word.</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static string Suffix() => RandomNumberGenerator.GetString(Alphabet, Length);
}
