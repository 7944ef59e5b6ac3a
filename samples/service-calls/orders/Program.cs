// The service orders. It verifies its callers offline, with the keys of the issuer, and calls others with tokens that it requests for them.
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Signet.Client;
using Signet.Client.TokenFiles;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;
var apiServer = new Uri(settings["API_SERVER"]!);

builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    options.Authority = settings["ISSUER"];
    options.Audience = "orders";
    options.MapInboundClaims = false;
    options.TokenValidationParameters.NameClaimType = "sub";
});
builder.Services.AddAuthorizationBuilder().AddPolicy("callers", policy =>
    policy.RequireClaim("sub", "system:serviceaccount:default:stock", "system:serviceaccount:default:billing"));

var app = builder.Build();
app.MapGet("/hello", (HttpContext http) => $"orders: hello {http.User.Identity!.Name}\n").RequireAuthorization("callers");

// The credential for the API server is the token in a file, which is replaced before it expires.
using var api = new HttpClient(new ServiceAccountTokenHandler(new TokenFileSource(settings["API_TOKEN_FILE"]!), apiServer) { InnerHandler = new SocketsHttpHandler() });
await using var stock = TokensFor("stock");
await using var billing = TokensFor("billing");
using var toStock = ClientOf("STOCK_URL", stock);
using var toBilling = ClientOf("BILLING_URL", billing);

// For the sample: has this service call another one.
app.MapGet("/call/stock", () => CallAsync(toStock));
app.MapGet("/call/billing", () => CallAsync(toBilling));
await app.RunAsync();

TokenRequestSource TokensFor(string audience) => new(api, new TokenRequestOptions
{
    ApiServer = apiServer,
    Namespace = "default",
    ServiceAccount = "orders",
    Audiences = [audience],
    Lifetime = TimeSpan.FromMinutes(10),
});

// AllowHttp is for the sample: its services are on loopback without TLS.
HttpClient ClientOf(string setting, TokenRequestSource tokens)
{
    var address = new Uri(settings[setting]!);
    return new HttpClient(new ServiceAccountTokenHandler(tokens, address, new ServiceAccountTokenHandlerOptions { AllowHttp = true })
    {
        InnerHandler = new SocketsHttpHandler(),
    })
    { BaseAddress = address };
}

static async Task<IResult> CallAsync(HttpClient client)
{
    using var answer = await client.GetAsync("/hello");
    return Results.Text(await answer.Content.ReadAsStringAsync(), statusCode: (int)answer.StatusCode);
}
