import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Review } from './reviewer.js';
import type { Verify } from './verifier.js';

interface Order {
  id: number;
  customer: string;
}

/** Orders belong to the account that has placed them. Reading them needs a valid token; placing one needs a token that the issuer still accepts. */
export function createOrders(verify: Verify, review: Review): Express {
  const orders: Order[] = [];
  const app = express();

  app.use(async (request: Request, response: Response, next: NextFunction) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const isActive = token !== undefined && (request.method === 'GET' || (await review(token)));
    const customer = isActive ? await verify(token) : undefined;
    if (customer === undefined) {
      response.status(401).set('WWW-Authenticate', 'Bearer error="invalid_token"').json({ error: 'invalid_token' });
      return;
    }

    response.locals.customer = customer;
    next();
  });

  app.get('/orders', (_request, response) => {
    response.json(orders.filter((order) => order.customer === response.locals.customer));
  });

  app.post('/orders', (_request, response) => {
    const order = { id: orders.length + 1, customer: response.locals.customer as string };
    orders.push(order);
    response.status(201).json(order);
  });

  return app;
}
