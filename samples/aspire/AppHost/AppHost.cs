using Signet.Aspire.Hosting;

var builder = DistributedApplication.CreateBuilder(args);

var signet = builder.AddSignet("signet").WithServiceAccount("builder");

var vault = builder.AddProject<Projects.Vault>("vault")
    .WithReference(signet)
    .WithHttpHealthCheck("/health");

builder.AddProject<Projects.Worker>("worker")
    .WithReference(signet.GetAccount("builder", audience: "vault"))
    .WithReference(vault)
    .WaitFor(vault);

builder.Build().Run();
