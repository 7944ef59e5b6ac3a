namespace Signet.Tests.House;

/// <summary>Reports violations of the house rules.</summary>
internal static class Faults
{
    /// <summary>Fails with one line per violation.</summary>
    public static void None(IEnumerable<string> found)
    {
        var faults = found.ToList();
        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults)}");
    }
}
