using Signet.Core.Signing.Succession;
using Signet.Core.Storage;

namespace Signet.Server.Hosting.Checking;

/// <summary>What a check reads of a store.</summary>
internal static class CheckedRecords
{
    /// <summary>The prefix of Signet's own records.</summary>
    public const string Prefix = "/signet/";

    /// <summary>The free space below which a check warns: the reserve of the store and its log need about half of it.</summary>
    public const long MinFreeBytes = 64 * 1024 * 1024;

    /// <summary>Whether a step reads it. The former keys of files may be in a token, which a check does not open.</summary>
    public static bool IsNeeded(StoredValue value) => value.Key != SuccessionRecord.StorageKey;
}
