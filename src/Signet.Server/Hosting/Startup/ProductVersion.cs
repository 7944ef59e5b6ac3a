using System.Reflection;

namespace Signet.Server.Hosting.Startup;

/// <summary>The version of Signet.</summary>
internal static class ProductVersion
{
    /// <summary>Without build metadata: <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
