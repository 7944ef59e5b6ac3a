await AspNetApi.OrdersApi.Build(args).RunAsync();
