using Signet.Core.Primitives;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The options with a setting in them, or what is wrong with its value.</summary>
internal readonly record struct SettingResult(ServerOptions? Options, string Fault)
{
    /// <summary>The value is fine.</summary>
    public static implicit operator SettingResult(ServerOptions options) => new(options, "");

    /// <summary>The value is refused: <c>a port from 0 to 65535</c> is what is allowed.</summary>
    public static SettingResult Refuse(string allowed) => new(null, allowed);

    /// <summary>A duration within limits.</summary>
    /// <param name="value">The value of the setting.</param>
    /// <param name="min">The shortest.</param>
    /// <param name="max">The longest.</param>
    /// <param name="allowed">What is allowed, for the message.</param>
    /// <param name="set">Makes the options.</param>
    public static SettingResult OfDuration(string value, TimeSpan min, TimeSpan max, string allowed, Func<TimeSpan, ServerOptions> set) =>
        GoDuration.TryParse(value, out var duration, out _) && duration >= min && duration <= max ? set(duration) : Refuse(allowed);
}
