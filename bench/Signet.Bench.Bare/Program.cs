using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

// Arguments: PORT CERTIFICATE KEY ANSWER_BYTES. Responds to every request with that many bytes of JSON, over the same TLS as Signet.
var port = int.Parse(args[0], CultureInfo.InvariantCulture);
var certificate = X509Certificate2.CreateFromPemFile(args[1], args[2]);
var answer = new byte[int.Parse(args[3], CultureInfo.InvariantCulture)];
answer.AsSpan().Fill((byte)' ');
"{}"u8.CopyTo(answer);

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.ListenLocalhost(port, listen =>
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            ClientCertificateMode = ClientCertificateMode.AllowCertificate,
            ClientCertificateValidation = (_, _, _) => true,
        });
    });
});
var app = builder.Build();
app.Run(async http =>
{
    var body = http.Request.BodyReader;
    while (true)
    {
        var read = await body.ReadAsync(http.RequestAborted);
        body.AdvanceTo(read.Buffer.End);
        if (read.IsCompleted)
        {
            break;
        }
    }

    http.Response.StatusCode = 201;
    http.Response.ContentType = "application/json";
    http.Response.Headers.CacheControl = "no-cache, private";
    http.Response.ContentLength = answer.Length;
    await http.Response.BodyWriter.WriteAsync(answer, http.RequestAborted);
});
await app.RunAsync();
