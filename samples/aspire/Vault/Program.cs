using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Authentication.JwtBearer;

// An API that accepts tokens of service accounts for the audience "vault".
var builder = WebApplication.CreateBuilder(args);

// The certificate of the issuer is of a CA of its own.
var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
trust.CustomTrustStore.ImportFromPemFile(builder.Configuration["SERVICE_ACCOUNT_CA_FILE"]!);
var handler = new SocketsHttpHandler();
handler.SslOptions.CertificateChainPolicy = trust;

builder.Services.AddAuthorization();
builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    options.Authority = builder.Configuration["SERVICE_ACCOUNT_ISSUER"];
    options.Audience = "vault";
    options.BackchannelHttpHandler = handler;
});

var app = builder.Build();
app.MapGet("/health", () => "ok");
app.MapGet("/secret", (ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)).RequireAuthorization();
app.Run();
