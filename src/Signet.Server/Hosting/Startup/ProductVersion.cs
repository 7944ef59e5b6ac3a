using System.Reflection;

namespace Signet.Server.Hosting.Startup;

/// <summary>Signet's own version.</summary>
internal static class ProductVersion
{
    /// <summary><c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
