namespace Signet.Core.Primitives;

/// <summary>Names of enum members in settings and in the API: exactly as they are declared, and no numbers.</summary>
internal static class ExactEnum
{
    /// <summary>The member with a name.</summary>
    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (candidate.ToString() == text)
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }
}
