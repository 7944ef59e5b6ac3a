namespace Signet.Core.Storage;

/// <summary>The form of keys.</summary>
internal static class StoreKeys
{
    /// <summary>The prefix of all keys.</summary>
    public const string Root = "/";
}
