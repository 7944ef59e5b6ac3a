using Signet.Testing;

namespace Signet.Tests.Storage.Sqlite.Transfer;

/// <summary>Damages files as a failing disk does.</summary>
internal static class SqliteDamage
{
    /// <summary>Replaces bytes of a file by random ones.</summary>
    public static async Task DamageAsync(string path, int from, int length)
    {
        var sequence = new SeededSequence(from);
        var bytes = await File.ReadAllBytesAsync(path);
        for (var i = from; i < from + length; i++)
        {
            bytes[i] = (byte)sequence.Next(256);
        }

        await File.WriteAllBytesAsync(path, bytes);
    }
}
