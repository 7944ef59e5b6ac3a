using System.CommandLine;
using Signet.Server.Hosting.Stores;

namespace Signet.Cli.Store;

/// <summary>The <c>--etcd-*</c> flags of a command, for one store.</summary>
internal sealed class EtcdOptions
{
    private readonly string _name;
    private readonly Option<string[]> _servers;
    private readonly Option<string?> _caFile;
    private readonly Option<string?> _certFile;
    private readonly Option<string?> _keyFile;
    private readonly Option<string?> _user;
    private readonly Option<string?> _passwordFile;
    private readonly Option<string?> _prefix;

    /// <summary>Adds the flags to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">What their names begin with: <c>--etcd-</c>.</param>
    /// <param name="only">When they count, for the help; empty for always.</param>
    public EtcdOptions(Command command, string name, string only = "")
    {
        _name = name;
        _servers = new Option<string[]>(name + "servers")
        {
            HelpName = "URL",
            Description = $"The client URLs of etcd: http://HOST:PORT or https://HOST:PORT{only}. May be repeated, or have several, separated by commas. [default: none]",
        };
        command.Add(_servers);
        _caFile = Add(command, "cafile", "FILE", $"The CA certificates (PEM) that verify etcd{only}. [default: those of the system]");
        _certFile = Add(command, "certfile", "FILE", $"The client certificate (PEM) for etcd{only}. [default: none]");
        _keyFile = Add(command, "keyfile", "FILE", $"The private key (PEM) of the client certificate{only}. [default: none]");
        _user = Add(command, "user", "NAME", $"The user for etcd{only}. [default: none]");
        _passwordFile = Add(command, "password-file", "FILE", $"The file with the password of the user{only}. [default: none]");
        _prefix = Add(command, "prefix", "PREFIX", $"The prefix of all keys of the store in etcd{only}. [default: /signet]");
    }

    /// <summary>The flags as they were given.</summary>
    public EtcdFlags Read(ParseResult parsed) => new()
    {
        Name = _name,
        Servers = parsed.GetValue(_servers) is { Length: > 0 } servers ? string.Join(',', servers) : null,
        CaFile = parsed.GetValue(_caFile),
        CertFile = parsed.GetValue(_certFile),
        KeyFile = parsed.GetValue(_keyFile),
        User = parsed.GetValue(_user),
        PasswordFile = parsed.GetValue(_passwordFile),
        Prefix = parsed.GetValue(_prefix),
    };

    private Option<string?> Add(Command command, string name, string value, string description)
    {
        var option = new Option<string?>(_name + name) { HelpName = value, Description = description };
        command.Add(option);
        return option;
    }
}
