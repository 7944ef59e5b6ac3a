namespace Signet.Server.Endpoints.Api;

/// <summary>An API group as discovery lists it.</summary>
/// <param name="Name">The name; empty for the core group.</param>
/// <param name="Versions">Its versions, the preferred one first.</param>
internal sealed record ServedGroup(string Name, IReadOnlyList<ServedVersion> Versions)
{
    /// <summary>The preferred version.</summary>
    public ServedVersion Preferred => Versions[0];

    /// <summary>A version by its name, or null.</summary>
    public ServedVersion? Find(string version)
    {
        foreach (var served in Versions)
        {
            if (served.GroupVersion.Version == version)
            {
                return served;
            }
        }

        return null;
    }
}
