using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace AspNetApi;

/// <summary>An API that accepts tokens of Kubernetes service accounts with the audience <c>orders</c>.</summary>
public static class OrdersApi
{
    /// <summary>Builds the API.</summary>
    /// <param name="arguments">Settings: <c>--Issuer=https://…</c> and <c>--urls=…</c>.</param>
    /// <param name="configure">Changes the verification of tokens. For tests.</param>
    public static WebApplication Build(string[] arguments, Action<JwtBearerOptions>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        builder.Services.AddAuthentication().AddJwtBearer(options =>
        {
            options.Authority = builder.Configuration["Issuer"];
            options.Audience = "orders";
            options.MapInboundClaims = false;
            options.TokenValidationParameters.NameClaimType = "sub";
            configure?.Invoke(options);
        });
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy("shop", policy => policy.RequireClaim("sub", "system:serviceaccount:shop:checkout"));
        var api = builder.Build();
        api.MapGet("/orders", (HttpContext http) => $"orders of {http.User.Identity?.Name}").RequireAuthorization();
        api.MapPost("/orders", () => Results.Created()).RequireAuthorization("shop");
        return api;
    }
}
