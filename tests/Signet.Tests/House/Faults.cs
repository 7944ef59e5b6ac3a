namespace Signet.Tests.House;

/// <summary>What rules of the house report.</summary>
internal static class Faults
{
    /// <summary>Fails with every fault on a line of its own.</summary>
    public static void None(IEnumerable<string> found)
    {
        var faults = found.ToList();
        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults)}");
    }
}
