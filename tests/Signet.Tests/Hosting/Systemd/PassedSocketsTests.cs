using System.Net;
using System.Net.Sockets;
using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Systemd;
using Signet.Testing;

namespace Signet.Tests.Hosting.Systemd;

/// <summary>Which passed socket serves what.</summary>
public sealed class PassedSocketsTests
{
    [Theory]
    [InlineData("api")]
    [InlineData("signet.socket")]
    [InlineData("unknown")]
    public void Of_OneSocketOfAnyName_IsTheApi(string name)
    {
        var (descriptor, endPoint) = Listening();
        var passed = PassedSockets.Of([(name, descriptor)]);

        using var api = passed.Api!;
        Assert.Equal(endPoint, api.LocalEndPoint);
        Assert.Null(passed.Public);
    }

    [Fact]
    public void Of_PublicByName_IsFoundInAnyOrder()
    {
        var (first, documents) = Listening();
        var (second, api) = Listening();
        var passed = PassedSockets.Of([("public", first), ("signet.socket", second)]);

        using var publicSocket = passed.Public!;
        using var apiSocket = passed.Api!;
        Assert.Equal(documents, publicSocket.LocalEndPoint);
        Assert.Equal(api, apiSocket.LocalEndPoint);
    }

    [Fact]
    public void Of_OnlyThePublicSocket_LeavesTheApiToTheSettings()
    {
        var (descriptor, _) = Listening();
        var passed = PassedSockets.Of([("public", descriptor)]);

        using var documents = passed.Public!;
        Assert.Null(passed.Api);
    }

    [Theory]
    [InlineData("api", "signet.socket")]
    [InlineData("public", "public")]
    public void Of_TwoOfOneUse_IsRefusedWithTheirNames(string one, string other)
    {
        var fault = Assert.Throws<StartupException>(() => PassedSockets.Of([(one, -1), (other, -1)]));

        Assert.Contains($"({one}, {other})", fault.Message, StringComparison.Ordinal);
        Assert.Equal(78, fault.ExitCode);
    }

    [Fact]
    public void Of_AFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var file = File.OpenHandle(folder.File("file"), FileMode.Create, FileAccess.Write);
        var descriptor = (int)file.DangerousGetHandle();
        file.SetHandleAsInvalid();

        var fault = Assert.Throws<StartupException>(() => PassedSockets.Of([("api", descriptor)]));

        Assert.EndsWith("is not a TCP socket", fault.Message, StringComparison.Ordinal);
        Assert.Equal(78, fault.ExitCode);
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork, SocketType.Dgram)]
    [InlineData(AddressFamily.Unix, SocketType.Stream)]
    public void Of_AnotherSocket_IsRefused(AddressFamily family, SocketType type)
    {
        var socket = new Socket(family, type, ProtocolType.Unspecified);
        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        socket.SafeHandle.SetHandleAsInvalid();

        Assert.EndsWith("is not a TCP socket", Assert.Throws<StartupException>(() => PassedSockets.Of([("api", descriptor)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ClosedDescriptor_IsRefused() =>
        Assert.Contains("cannot be used", Assert.Throws<StartupException>(() => PassedSockets.Of([("api", 1_000_000)])).Message, StringComparison.Ordinal);

    /// <summary>A listening socket whose descriptor nothing owns.</summary>
    private static (int Descriptor, EndPoint EndPoint) Listening()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        var (descriptor, endPoint) = ((int)socket.SafeHandle.DangerousGetHandle(), socket.LocalEndPoint!);
        socket.SafeHandle.SetHandleAsInvalid();
        return (descriptor, endPoint);
    }
}
