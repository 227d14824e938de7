using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using RiskMonitor.Api.Board;
using Xunit;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>Nothing is reachable about which nobody decided who may reach it.</summary>
public sealed class RouteTableTests(RiskMonitorApi api)
{
    [Fact]
    public async Task Every_endpoint_and_every_hub_method_names_the_act_it_asks_for()
    {
        var found = (await Routes()).Concat(HubMethods()).Where(route => !RouteTable.IsFile(route)).ToHashSet();

        var rows = RouteTable.Decided.Keys.Concat(RouteTable.Undecided.Keys).ToHashSet();
        Assert.Empty(found.Except(rows).Order());
        Assert.Empty(rows.Except(found).Order());
    }

    [Fact]
    public async Task Whatever_is_decided_by_the_framework_carries_its_policy()
    {
        var operators = (await Endpoints()).Where(endpoint => Name(endpoint) is { } name && (name.Contains(" /hangfire", StringComparison.Ordinal) || name.Contains(" /orleans", StringComparison.Ordinal)));
        var hub = (await Endpoints()).Where(endpoint => Name(endpoint).Contains(" /hubs", StringComparison.Ordinal));

        Assert.NotEmpty(operators);
        Assert.All(operators, endpoint => Assert.Contains(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), rule => rule.Policy == "operators"));
        Assert.NotEmpty(hub);
        Assert.All(hub, endpoint => Assert.NotEmpty(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()));
    }

    private async Task<IEnumerable<RouteEndpoint>> Endpoints() =>
        (await api.Of<EndpointDataSource>()).Endpoints.OfType<RouteEndpoint>();

    private async Task<IEnumerable<string>> Routes() => (await Endpoints()).Select(Name);

    private static IEnumerable<string> HubMethods() =>
        from hub in typeof(BoardHub).Assembly.GetTypes()
        where typeof(Hub).IsAssignableFrom(hub)
        from method in hub.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where method.GetBaseDefinition().DeclaringType == hub
        select $"hub {method.Name}";

    private static string Name(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"];
        var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        return path.StartsWith("/orleans", StringComparison.Ordinal) ? "* /orleans/**" : $"{string.Join(',', methods)} {path}";
    }
}
