using Signet.Core.Primitives;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The options with a setting applied, or the description of allowed values.</summary>
internal readonly record struct SettingResult(ServerOptions? Options, string Fault)
{
    /// <summary>The value is accepted.</summary>
    public static implicit operator SettingResult(ServerOptions options) => new(options, "");

    /// <summary>The value is refused; the description of allowed values, such as <c>a port from 0 to 65535</c>, ends the error message.</summary>
    public static SettingResult Refuse(string allowed) => new(null, allowed);

    /// <summary>The value is refused, for a reason that is a sentence of its own, such as one of kube-apiserver.</summary>
    public static SettingResult Fail(string reason) => new(null, reason) { IsWhole = true };

    /// <summary>Whether <see cref="Fault"/> is the whole message, instead of the description of allowed values.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>Applies a duration within limits.</summary>
    /// <param name="value">The value of the setting.</param>
    /// <param name="min">The minimum.</param>
    /// <param name="max">The maximum.</param>
    /// <param name="allowed">The description of allowed values.</param>
    /// <param name="set">Applies the duration.</param>
    public static SettingResult OfDuration(string value, TimeSpan min, TimeSpan max, string allowed, Func<TimeSpan, ServerOptions> set) =>
        GoDuration.TryParse(value, out var duration, out _) && duration >= min && duration <= max ? set(duration) : Refuse(allowed);
}
