namespace Signet.Core.Signing;

/// <summary>How far the clocks of issuer and verifiers may differ.</summary>
internal static class ClockSkew
{
    /// <summary>The tolerated difference (go-jose, <c>jwt.DefaultLeeway</c>).</summary>
    public static TimeSpan Max { get; } = TimeSpan.FromMinutes(1);
}
