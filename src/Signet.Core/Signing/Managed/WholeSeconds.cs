namespace Signet.Core.Signing.Managed;

/// <summary>Windows of keys begin and end at whole seconds, as <c>iat</c> is one.</summary>
internal static class WholeSeconds
{
    /// <summary>The first whole second that is not before a time.</summary>
    public static DateTimeOffset Ceiling(DateTimeOffset time)
    {
        var floor = DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
        return floor < time ? floor.AddSeconds(1) : floor;
    }
}
