using System.Security.Cryptography;

namespace Signet.Core.Primitives;

/// <summary>The ends of names that the system makes up (apimachinery, <c>pkg/util/rand</c>).</summary>
internal static class RandomNames
{
    /// <summary>How many letters an end has.</summary>
    public const int Length = 5;

    /// <summary>No vowels and no digits that look like letters, so that no name spells a word.</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>One end.</summary>
    public static string Suffix() => RandomNumberGenerator.GetString(Alphabet, Length);
}
