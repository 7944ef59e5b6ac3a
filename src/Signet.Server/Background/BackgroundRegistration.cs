namespace Signet.Server.Background;

/// <summary>A service and where it runs.</summary>
/// <param name="Role">Where.</param>
/// <param name="Create">The service, out of the container.</param>
internal sealed record BackgroundRegistration(ReplicaRole Role, Func<IServiceProvider, SupervisedService> Create);
