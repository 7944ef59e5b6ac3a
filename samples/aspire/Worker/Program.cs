using System.Net.Http.Headers;

// A program with the token of a service account. It reads the file for each request: the token is renewed there.
var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();

using var http = new HttpClient { BaseAddress = new Uri(builder.Configuration["services:vault:http:0"]!) };
app.MapGet("/", async () =>
{
    var token = await File.ReadAllTextAsync(builder.Configuration["SERVICE_ACCOUNT_TOKEN_FILE"]!);
    using var request = new HttpRequestMessage(HttpMethod.Get, "secret") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    using var response = await http.SendAsync(request);
    return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
});
app.Run();
