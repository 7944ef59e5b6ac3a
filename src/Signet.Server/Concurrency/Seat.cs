namespace Signet.Server.Concurrency;

/// <summary>The seats that a request holds. Its holder releases it exactly once; the default value holds nothing.</summary>
internal readonly struct Seat
{
    private readonly PriorityLevel? _level;
    private readonly int _width;

    /// <param name="level">The level.</param>
    /// <param name="width">The number of seats that were taken.</param>
    internal Seat(PriorityLevel level, int width) => (_level, _width) = (level, width);

    /// <summary>Whether it holds seats.</summary>
    public bool IsTaken => _level is not null;

    /// <summary>Gives the seats back.</summary>
    public void Release() => _level?.Release(_width);
}
