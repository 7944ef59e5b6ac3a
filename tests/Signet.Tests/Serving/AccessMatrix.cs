namespace Signet.Tests.Serving;

/// <summary>
/// The permissions for every verb of every resource in discovery: a new kind needs its rows here. The columns: a user without rights,
/// one with a Role or a ClusterRole with exactly this right, one with the right for one name (<c>resourceNames</c>), a node, somebody without
/// credentials. Requests are about one object in a namespace; a Namespace counts as in itself, so that a Role can grant access to it.
/// </summary>
internal static class AccessMatrix
{
    private const string Rows = """
        group                      resource                   verb              nothing  role  clusterrole  names  node  anonymous
        -                          configmaps                 create            no       yes   yes          no     no    no
        -                          configmaps                 delete            no       yes   yes          yes    no    no
        -                          configmaps                 deletecollection  no       yes   yes          no     no    no
        -                          configmaps                 get               no       yes   yes          yes    no    no
        -                          configmaps                 list              no       yes   yes          no     no    no
        -                          configmaps                 patch             no       yes   yes          yes    no    no
        -                          configmaps                 update            no       yes   yes          yes    no    no
        -                          configmaps                 watch             no       yes   yes          no     no    no
        -                          events                     create            no       yes   yes          no     yes   no
        -                          events                     delete            no       yes   yes          yes    no    no
        -                          events                     deletecollection  no       yes   yes          no     no    no
        -                          events                     get               no       yes   yes          yes    no    no
        -                          events                     list              no       yes   yes          no     no    no
        -                          events                     patch             no       yes   yes          yes    yes   no
        -                          events                     update            no       yes   yes          yes    yes   no
        -                          events                     watch             no       yes   yes          no     no    no
        -                          namespaces                 create            no       no    yes          no     no    no
        -                          namespaces                 delete            no       yes   yes          yes    no    no
        -                          namespaces                 get               no       yes   yes          yes    no    no
        -                          namespaces                 list              no       no    yes          no     no    no
        -                          namespaces                 patch             no       yes   yes          yes    no    no
        -                          namespaces                 update            no       yes   yes          yes    no    no
        -                          namespaces                 watch             no       no    yes          no     no    no
        -                          namespaces/finalize        update            no       yes   yes          yes    no    no
        -                          namespaces/status          get               no       yes   yes          yes    no    no
        -                          namespaces/status          patch             no       yes   yes          yes    no    no
        -                          namespaces/status          update            no       yes   yes          yes    no    no
        -                          nodes                      create            no       no    yes          no     yes   no
        -                          nodes                      delete            no       no    yes          yes    no    no
        -                          nodes                      deletecollection  no       no    yes          no     no    no
        -                          nodes                      get               no       no    yes          yes    yes   no
        -                          nodes                      list              no       no    yes          no     no    no
        -                          nodes                      patch             no       no    yes          yes    yes   no
        -                          nodes                      update            no       no    yes          yes    yes   no
        -                          nodes                      watch             no       no    yes          no     no    no
        -                          nodes/status               get               no       no    yes          yes    no    no
        -                          nodes/status               patch             no       no    yes          yes    yes   no
        -                          nodes/status               update            no       no    yes          yes    yes   no
        -                          pods                       create            no       yes   yes          no     yes   no
        -                          pods                       delete            no       yes   yes          yes    yes   no
        -                          pods                       deletecollection  no       yes   yes          no     no    no
        -                          pods                       get               no       yes   yes          yes    no    no
        -                          pods                       list              no       yes   yes          no     no    no
        -                          pods                       patch             no       yes   yes          yes    no    no
        -                          pods                       update            no       yes   yes          yes    no    no
        -                          pods                       watch             no       yes   yes          no     no    no
        -                          pods/binding               create            no       yes   yes          yes    no    no
        -                          pods/status                get               no       yes   yes          yes    no    no
        -                          pods/status                patch             no       yes   yes          yes    yes   no
        -                          pods/status                update            no       yes   yes          yes    yes   no
        -                          secrets                    create            no       yes   yes          no     no    no
        -                          secrets                    delete            no       yes   yes          yes    no    no
        -                          secrets                    deletecollection  no       yes   yes          no     no    no
        -                          secrets                    get               no       yes   yes          yes    no    no
        -                          secrets                    list              no       yes   yes          no     no    no
        -                          secrets                    patch             no       yes   yes          yes    no    no
        -                          secrets                    update            no       yes   yes          yes    no    no
        -                          secrets                    watch             no       yes   yes          no     no    no
        -                          serviceaccounts            create            no       yes   yes          no     no    no
        -                          serviceaccounts            delete            no       yes   yes          yes    no    no
        -                          serviceaccounts            deletecollection  no       yes   yes          no     no    no
        -                          serviceaccounts            get               no       yes   yes          yes    no    no
        -                          serviceaccounts            list              no       yes   yes          no     no    no
        -                          serviceaccounts            patch             no       yes   yes          yes    no    no
        -                          serviceaccounts            update            no       yes   yes          yes    no    no
        -                          serviceaccounts            watch             no       yes   yes          no     no    no
        -                          serviceaccounts/token      create            no       yes   yes          yes    no    no
        -                          services                   get               no       yes   yes          yes    yes   no
        -                          services                   list              no       yes   yes          no     yes   no
        -                          services                   watch             no       yes   yes          no     yes   no
        authentication.k8s.io      selfsubjectreviews         create            yes      yes   yes          yes    yes   no
        authentication.k8s.io      tokenreviews               create            no       no    yes          no     yes   no
        authorization.k8s.io       localsubjectaccessreviews  create            no       yes   yes          no     yes   no
        authorization.k8s.io       selfsubjectaccessreviews   create            yes      yes   yes          yes    yes   no
        authorization.k8s.io       selfsubjectrulesreviews    create            yes      yes   yes          yes    yes   no
        authorization.k8s.io       subjectaccessreviews       create            no       no    yes          no     yes   no
        rbac.authorization.k8s.io  clusterrolebindings        create            no       no    yes          no     no    no
        rbac.authorization.k8s.io  clusterrolebindings        delete            no       no    yes          yes    no    no
        rbac.authorization.k8s.io  clusterrolebindings        deletecollection  no       no    yes          no     no    no
        rbac.authorization.k8s.io  clusterrolebindings        get               no       no    yes          yes    no    no
        rbac.authorization.k8s.io  clusterrolebindings        list              no       no    yes          no     no    no
        rbac.authorization.k8s.io  clusterrolebindings        patch             no       no    yes          yes    no    no
        rbac.authorization.k8s.io  clusterrolebindings        update            no       no    yes          yes    no    no
        rbac.authorization.k8s.io  clusterrolebindings        watch             no       no    yes          no     no    no
        rbac.authorization.k8s.io  clusterroles               create            no       no    yes          no     no    no
        rbac.authorization.k8s.io  clusterroles               delete            no       no    yes          yes    no    no
        rbac.authorization.k8s.io  clusterroles               deletecollection  no       no    yes          no     no    no
        rbac.authorization.k8s.io  clusterroles               get               no       no    yes          yes    no    no
        rbac.authorization.k8s.io  clusterroles               list              no       no    yes          no     no    no
        rbac.authorization.k8s.io  clusterroles               patch             no       no    yes          yes    no    no
        rbac.authorization.k8s.io  clusterroles               update            no       no    yes          yes    no    no
        rbac.authorization.k8s.io  clusterroles               watch             no       no    yes          no     no    no
        rbac.authorization.k8s.io  rolebindings               create            no       yes   yes          no     no    no
        rbac.authorization.k8s.io  rolebindings               delete            no       yes   yes          yes    no    no
        rbac.authorization.k8s.io  rolebindings               deletecollection  no       yes   yes          no     no    no
        rbac.authorization.k8s.io  rolebindings               get               no       yes   yes          yes    no    no
        rbac.authorization.k8s.io  rolebindings               list              no       yes   yes          no     no    no
        rbac.authorization.k8s.io  rolebindings               patch             no       yes   yes          yes    no    no
        rbac.authorization.k8s.io  rolebindings               update            no       yes   yes          yes    no    no
        rbac.authorization.k8s.io  rolebindings               watch             no       yes   yes          no     no    no
        rbac.authorization.k8s.io  roles                      create            no       yes   yes          no     no    no
        rbac.authorization.k8s.io  roles                      delete            no       yes   yes          yes    no    no
        rbac.authorization.k8s.io  roles                      deletecollection  no       yes   yes          no     no    no
        rbac.authorization.k8s.io  roles                      get               no       yes   yes          yes    no    no
        rbac.authorization.k8s.io  roles                      list              no       yes   yes          no     no    no
        rbac.authorization.k8s.io  roles                      patch             no       yes   yes          yes    no    no
        rbac.authorization.k8s.io  roles                      update            no       yes   yes          yes    no    no
        rbac.authorization.k8s.io  roles                      watch             no       yes   yes          no     no    no
        coordination.k8s.io        leases                     create            no       yes   yes          no     no    no
        coordination.k8s.io        leases                     delete            no       yes   yes          yes    no    no
        coordination.k8s.io        leases                     deletecollection  no       yes   yes          no     no    no
        coordination.k8s.io        leases                     get               no       yes   yes          yes    no    no
        coordination.k8s.io        leases                     list              no       yes   yes          no     no    no
        coordination.k8s.io        leases                     patch             no       yes   yes          yes    no    no
        coordination.k8s.io        leases                     update            no       yes   yes          yes    no    no
        coordination.k8s.io        leases                     watch             no       yes   yes          no     no    no
        events.k8s.io              events                     create            no       yes   yes          no     no    no
        events.k8s.io              events                     delete            no       yes   yes          yes    no    no
        events.k8s.io              events                     deletecollection  no       yes   yes          no     no    no
        events.k8s.io              events                     get               no       yes   yes          yes    no    no
        events.k8s.io              events                     list              no       yes   yes          no     no    no
        events.k8s.io              events                     patch             no       yes   yes          yes    no    no
        events.k8s.io              events                     update            no       yes   yes          yes    no    no
        events.k8s.io              events                     watch             no       yes   yes          no     no    no
        tokens.signet.dev          issueroperations           create            no       no    yes          no     no    no
        tokens.signet.dev          signingkeyoperations       create            no       no    yes          no     no    no
        tokens.signet.dev          signingkeys                get               no       no    yes          yes    no    no
        tokens.signet.dev          signingkeys                list              no       no    yes          no     no    no
        tokens.signet.dev          signingkeys                watch             no       no    yes          no     no    no
        """;

    /// <summary>The callers, in the order of the columns.</summary>
    public static IReadOnlyList<string> Callers { get; } = Lines()[0][3..];

    /// <summary>Whether each caller is allowed, by group, resource and verb.</summary>
    public static IReadOnlyDictionary<(string Group, string Resource, string Verb), bool[]> Expected { get; } =
        Lines().Skip(1).ToDictionary(row => (row[0] == "-" ? "" : row[0], row[1], row[2]), row => Array.ConvertAll(row[3..], cell => cell == "yes"));

    private static string[][] Lines() =>
        Array.ConvertAll(Rows.Split('\n'), line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
