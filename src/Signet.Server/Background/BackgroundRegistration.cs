namespace Signet.Server.Background;

/// <summary>A background service and the replicas that run it.</summary>
/// <param name="Role">The replicas that run it.</param>
/// <param name="Create">Resolves the service.</param>
internal sealed record BackgroundRegistration(ReplicaRole Role, Func<IServiceProvider, SupervisedService> Create);
