namespace Signet.Core.Signing;

/// <summary>The tolerated difference between the clocks of the issuer and of verifiers.</summary>
internal static class ClockSkew
{
    /// <summary>The max difference (go-jose, <c>jwt.DefaultLeeway</c>).</summary>
    public static TimeSpan Max { get; } = TimeSpan.FromMinutes(1);
}
